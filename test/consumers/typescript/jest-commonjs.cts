import { expect } from '@jest/globals'
import { useUnderstudy } from 'odata-understudy'
import 'odata-understudy/jest'

const service = useUnderstudy({ contract: 'contract/', assert: false })

export const assertion = (): void => expect(service).toSatisfyContract()
