/*
 * Types of the model as JSON Schemas, and values held to them by AJV. Comes in: a `Model`, and values
 * as they stand in JSON. Goes out: schemas for anyone's use, and violations as data. It does not know
 * what is required of whom: read-only properties, operations and stored state are judged elsewhere. Of
 * `expression/` it uses how values compare, and the regular expressions, so that a contract's pattern
 * cannot hang a request.
 */
export { readAllowedTypes } from './further-restrictions.ts'
export type { JsonSchema } from './json-schema.ts'
export { schemaFiles } from './type-schema.ts'
export type { SchemaViolation } from './schema-violation.ts'
export { getValidators, type ValidationPurpose, type Validators } from './validators.ts'
