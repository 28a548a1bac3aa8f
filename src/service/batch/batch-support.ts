import { isJsonObject, type JsonValue, type Model } from '../../model/index.ts'
import { readContentType } from '../../journal/index.ts'

/** What the contract says of `$batch`; everything that it does not deny is supported. */
export interface BatchSupport {
  /** Media types in lower case; `undefined` where both formats are supported. */
  readonly formats: readonly string[] | undefined
  readonly continuesOnError: boolean
  readonly referencesInBodies: boolean
  readonly referencesAcrossChangeSets: boolean
  readonly etagReferences: boolean
  readonly conditions: boolean
}

const known = new WeakMap<Model, BatchSupport>()

/** @see Capabilities vocabulary, "BatchSupport", "BatchContinueOnErrorSupported" */
export function batchSupportOf(model: Model): BatchSupport {
  let support = known.get(model)
  if (!support) known.set(model, (support = readSupport(model)))
  return support
}

function readSupport({ container: { annotations } }: Model): BatchSupport {
  const annotation = (name: string): JsonValue | undefined =>
    annotations?.get(`Org.OData.Capabilities.V1.${name}`)
  const found = annotation('BatchSupport')
  const record = isJsonObject(found) ? found : {}
  const formats = record['SupportedFormats']
  return {
    formats:
      Array.isArray(formats) && formats.length > 0
        ? formats.map((format) => readContentType(String(format)).type)
        : undefined,
    continuesOnError:
      record['ContinueOnErrorSupported'] !== false &&
      annotation('BatchContinueOnErrorSupported') !== false,
    referencesInBodies: record['ReferencesInRequestBodiesSupported'] !== false,
    referencesAcrossChangeSets: record['ReferencesAcrossChangeSetsSupported'] !== false,
    etagReferences: record['EtagReferencesSupported'] !== false,
    conditions: record['RequestDependencyConditionsSupported'] !== false,
  }
}
