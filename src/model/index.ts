/*
 * The CSDL model in memory. Comes in: declarations with types by name. Goes out: a `Model` whose
 * types refer to each other directly. It does not know where the declarations came from, nor any data.
 */
export * from './types.ts'
export type { EntityInstance, JsonObject, JsonValue } from './instance.ts'
export * from './primitive-types.ts'
export type * from './declarations.ts'
export { buildModel } from './build-model.ts'
export {
  findBoundOperations,
  findNavigationTarget,
  findOperationsByName,
  findType,
  isDerivedFrom,
} from './look-up.ts'
export {
  additionsOf,
  declaredType,
  dynamicNavigationProperty,
  dynamicProperty,
  shapeType,
  type Additions,
} from './shape.ts'
export { findAnnotations, pathText } from './annotated-type.ts'
export { isStructuredType, isStructuredTypeDeclaration } from './structured-type.ts'
export { isJsonArray, isJsonObject } from './json-object.ts'
export { isExactNumberType } from './exact-number-type.ts'
export { isIdentifier } from './identifier.ts'
export { isJsonEqual } from './json-equality.ts'
export { digitsOf, keepDigits, parseJson, parseJsonStrictly, writeJson } from './json-text.ts'
export {
  joinKeyTexts,
  keyOfEntity,
  keyText,
  keyTypeOf,
  splitKeyTexts,
  valueAtPath,
  valueOfKeyText,
} from './key-text.ts'
export { memberNames } from './member-names.ts'
export { didYouMean } from './near-name.ts'
export { isFormedText, readPrimitiveText } from './primitive-text.ts'
export { isStreamProperty, streamPropertiesOf } from './stream-properties.ts'
export { count } from './count.ts'
export { escapePointer, splitPointer } from './json-pointer.ts'
export { shorten } from './shorten.ts'
