import { startUnderstudy } from 'odata-understudy'

export const start = (): Promise<string> =>
  startUnderstudy({ contract: 'contract/' }).then(({ url }) => url)
