import { picosecondsPerSecond } from './date-time.ts'

const durationForm =
  /^([+-]?)P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/i

/** @returns picoseconds, what is finer is cut off; `undefined` for a text that is no Edm.Duration, e.g. one with years */
export function parseDuration(text: string): bigint | undefined {
  const match = durationForm.exec(text)
  if (!match || /[PT]$/i.test(text)) return undefined
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match
  const size =
    (BigInt(days) * 86_400n + BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)) *
      picosecondsPerSecond +
    BigInt(fraction.slice(0, 12).padEnd(12, '0'))
  return sign === '-' ? -size : size
}

export function printDuration(picoseconds: bigint): string {
  const size = picoseconds < 0n ? -picoseconds : picoseconds
  const seconds = size / picosecondsPerSecond
  const fraction = String(size % picosecondsPerSecond)
    .padStart(12, '0')
    .replace(/0+$/, '')
  const days = seconds / 86_400n
  const hours = (seconds / 3600n) % 24n
  const minutes = (seconds / 60n) % 60n
  const rest = `${seconds % 60n}${fraction === '' ? '' : `.${fraction}`}`
  const time =
    (hours > 0n ? `${hours}H` : '') +
    (minutes > 0n ? `${minutes}M` : '') +
    (rest !== '0' ? `${rest}S` : '')
  const date = days > 0n ? `${days}D` : ''
  if (date === '' && time === '') return 'PT0S'
  return `${picoseconds < 0n ? '-' : ''}P${date}${time === '' ? '' : `T${time}`}`
}
