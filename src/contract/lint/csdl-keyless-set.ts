import { isOfCsdl } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

/** An entity set whose members have no key. See CSDL, "Entity Set". */
export const csdlKeylessSet: LintRule = {
  name: 'csdl-keyless-set',
  severity: 'error',
  *check({ model: { container } }) {
    for (const { name, entityType, source } of container.entitySets.values()) {
      // Types that derive from an abstract one may have keys of their own.
      if (!isOfCsdl(source) || entityType.isImplied || entityType.isAbstract) continue
      if (entityType.key.length > 0) continue
      yield { message: `${name}: the entity type ${entityType.qualifiedName} has no key`, source }
    }
  },
}
