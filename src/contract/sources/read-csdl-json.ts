import { UsageError } from '../../errors.ts'
import type { CsdlDocument } from '../csdl-document.ts'

export function readCsdlJson(file: string, _text: string): CsdlDocument {
  throw new UsageError(`${file}: CSDL JSON is not supported yet`)
}
