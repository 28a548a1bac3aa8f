import { startUnderstudy } from 'odata-understudy'
import { startAndLinkTwoPackages } from './link-two-packages.cjs'

describe('odata-understudy', () => {
  it('starts, links two packages, resets and closes', () =>
    startAndLinkTwoPackages(startUnderstudy))
})
