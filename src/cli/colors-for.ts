import { createColors } from 'picocolors'

/**
 * Colours for a terminal, plain text for anything else. `NO_COLOR` turns them off, `FORCE_COLOR`
 * on (`0` off), whatever the output is; `CI` by itself says nothing about where the text goes.
 * @see https://no-color.org and https://force-color.org
 */
export function colorsFor(
  output: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ReturnType<typeof createColors> {
  return createColors(isColoured(output, environment))
}

function isColoured(
  { isTTY = false }: { readonly isTTY?: boolean | undefined },
  { NO_COLOR, FORCE_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTTY && TERM !== 'dumb'
}
