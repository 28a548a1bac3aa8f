/** The version of the service that a page's folder is named for: `beta`, `v1.0`. */
export function versionOf(file: string): string | undefined {
  return /(?:^|[\\/])(beta|v\d+\.\d+)[\\/]/i.exec(file)?.[1]?.toLowerCase()
}
