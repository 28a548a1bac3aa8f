import { InvalidArgumentError } from 'commander'

/** One that is left out is any; a contract that follows the option is not one. */
export function readOrigin(origin: string, before: true | readonly string[] | undefined): string[] {
  if (origin !== '*' && origin !== 'null' && !origin.includes('://')) {
    throw new InvalidArgumentError(
      'expected an origin such as https://app.example.com; for any, the option stands after the contract.',
    )
  }
  return [...(Array.isArray(before) ? (before as string[]) : []), origin]
}

export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

export function readSeconds(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a number of seconds.')
}

export function readCount(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected 1 to 9999.')
}

export function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text)
  throw new InvalidArgumentError('expected 0 to 65535.')
}
