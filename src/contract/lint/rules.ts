import { bodyDespiteNone } from './body-despite-none.ts'
import { brokenLink } from './broken-link.ts'
import { csdlBindingPath } from './csdl-binding-path.ts'
import { csdlConstraint } from './csdl-constraint.ts'
import { csdlEnum } from './csdl-enum.ts'
import { csdlFacet } from './csdl-facet.ts'
import { csdlInheritance } from './csdl-inheritance.ts'
import { csdlKey } from './csdl-key.ts'
import { csdlKeylessSet } from './csdl-keyless-set.ts'
import { csdlName } from './csdl-name.ts'
import { csdlOperation } from './csdl-operation.ts'
import { csdlOverload } from './csdl-overload.ts'
import { csdlPartner } from './csdl-partner.ts'
import { csdlTypeWithoutPage } from './csdl-type-without-page.ts'
import { duplicateExampleName } from './duplicate-example-name.ts'
import { exampleValueType } from './example-value-type.ts'
import { foreignNamespace } from './foreign-namespace.ts'
import { getWithBody } from './get-with-body.ts'
import { inferredProperty } from './inferred-property.ts'
import { invalidJson } from './invalid-json.ts'
import { invalidPattern } from './invalid-pattern.ts'
import { linkCase } from './link-case.ts'
import type { LintRule } from './lint-rule.ts'
import { methodWithoutPage } from './method-without-page.ts'
import { missingIsCollection } from './missing-is-collection.ts'
import { missingKeyProperty } from './missing-key-property.ts'
import { noContentWithBody } from './no-content-with-body.ts'
import { noHttpRequest } from './no-http-request.ts'
import { noPermissions } from './no-permissions.ts'
import { otherVersionUrl } from './other-version-url.ts'
import { pageCsdlNavigation } from './page-csdl-navigation.ts'
import { pageCsdlOperation } from './page-csdl-operation.ts'
import { pageCsdlProperty } from './page-csdl-property.ts'
import { pageCsdlType } from './page-csdl-type.ts'
import { pageCsdlValue } from './page-csdl-value.ts'
import { pathSegmentCase } from './path-segment-case.ts'
import { pathSegmentNumber } from './path-segment-number.ts'
import { placeholderValue } from './placeholder-value.ts'
import { propertyCase } from './property-case.ts'
import { readOnlyInCreateExample } from './read-only-in-create-example.ts'
import { readOnlyInUpdateExample } from './read-only-in-update-example.ts'
import { readOnlyRequiredOnCreate } from './read-only-required-on-create.ts'
import { referenceWithoutODataId } from './reference-without-odata-id.ts'
import { relationshipLinkMismatch } from './relationship-link-mismatch.ts'
import { representationMismatch } from './representation-mismatch.ts'
import { statusMismatch } from './status-mismatch.ts'
import { statusPhrase } from './status-phrase.ts'
import { stringListsValues } from './string-lists-values.ts'
import { tableRowShape } from './table-row-shape.ts'
import { todoPlaceholder } from './todo-placeholder.ts'
import { typeNameMismatch } from './type-name-mismatch.ts'
import { typeWithoutPage } from './type-without-page.ts'
import { undocumentedExampleUrl } from './undocumented-example-url.ts'
import { undocumentedProperty } from './undocumented-property.ts'
import { unknownEnumValue } from './unknown-enum-value.ts'
import { unknownExampleType } from './unknown-example-type.ts'
import { unlinkedPage } from './unlinked-page.ts'
import { urlCase } from './url-case.ts'
import { wrappedEntity } from './wrapped-entity.ts'

/** The rules about pages; a new one is a file and a line here. */
export const pageRules: readonly LintRule[] = [
  noContentWithBody,
  bodyDespiteNone,
  statusMismatch,
  statusPhrase,
  getWithBody,
  referenceWithoutODataId,
  wrappedEntity,
  foreignNamespace,
  readOnlyInCreateExample,
  readOnlyInUpdateExample,
  readOnlyRequiredOnCreate,
  undocumentedProperty,
  propertyCase,
  unknownEnumValue,
  exampleValueType,
  placeholderValue,
  missingIsCollection,
  unknownExampleType,
  duplicateExampleName,
  undocumentedExampleUrl,
  urlCase,
  otherVersionUrl,
  pathSegmentCase,
  pathSegmentNumber,
  relationshipLinkMismatch,
  representationMismatch,
  typeNameMismatch,
  missingKeyProperty,
  typeWithoutPage,
  stringListsValues,
  inferredProperty,
  methodWithoutPage,
  brokenLink,
  linkCase,
  unlinkedPage,
  noPermissions,
  noHttpRequest,
  todoPlaceholder,
  tableRowShape,
  invalidJson,
]

/** The rules about CSDL, and about pages beside it. What a reader finds amiss in a document is in the contract. */
export const csdlRules: readonly LintRule[] = [
  invalidPattern,
  pageCsdlType,
  pageCsdlProperty,
  pageCsdlValue,
  pageCsdlNavigation,
  pageCsdlOperation,
  csdlTypeWithoutPage,
  csdlName,
  csdlInheritance,
  csdlKey,
  csdlKeylessSet,
  csdlEnum,
  csdlConstraint,
  csdlOperation,
  csdlPartner,
  csdlBindingPath,
  csdlFacet,
  csdlOverload,
]

export const lintRules: readonly LintRule[] = [...pageRules, ...csdlRules]
