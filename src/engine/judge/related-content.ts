import { badRequest, ODataError } from '../../errors.ts'
import {
  isJsonEqual,
  type EntityType,
  type JsonObject,
  type Model,
  type NavigationProperty,
} from '../../model/index.ts'
import type { Entity, Store } from '../../store/index.ts'
import { isDeclaredIn } from '../modify/is-upsertable.ts'

interface Relation {
  readonly owner: Entity
  readonly navigation: NavigationProperty
  readonly pointer: string
}

/**
 * A create "MUST NOT contain content for existing related entities". Its key alone names one; of reference
 * pages, whose examples show more, nothing is refused.
 * @throws ODataError 409
 * @see Protocol, "Create an Entity"
 */
export function refuseContent(
  body: JsonObject,
  type: EntityType,
  model: Model,
  pointer: string,
): void {
  const name = isDeclaredIn(model, type) ? contentOf(body, type) : undefined
  if (name === undefined) return
  throw new ODataError(
    409,
    'Conflict',
    `this ${type.qualifiedName} exists already: expected its id or its key alone, found '${name}'`,
    { target: `${pointer}/${name}` },
  )
}

function contentOf(body: JsonObject, { keyProperties }: EntityType): string | undefined {
  const key = new Set(keyProperties.map(({ path }) => path[0]))
  return Object.keys(body).find((name) => !name.startsWith('@') && !key.has(name))
}

/**
 * Refuses a new entity whose body relates it to another one than where it is created: "If the target URL
 * for the collection the entity is created in and binding information provided in the `POST` body
 * contradicts the implicit binding information provided by the request URL, the request MUST fail".
 * @param body as it was given
 * @throws ODataError 400
 * @see Protocol, "Link to Related Entities When Creating an Entity"
 */
export function refuseContradiction(
  target: Entity,
  body: JsonObject,
  { owner, navigation, pointer }: Relation,
  store: Store,
): void {
  const { partner } = navigation
  if (!partner || partner.isCollection) return
  const other = store.followSingle(target, partner)
  const tied = partner.referentialConstraints.find(
    ({ property, referencedProperty }) =>
      (body[property] ?? null) !== null &&
      !isJsonEqual(body[property], owner.properties[referencedProperty]),
  )
  if (!tied && (!other || other === owner)) return
  const name = tied ? tied.property : partner.name
  throw badRequest(
    `'${name}' relates the new ${target.type.qualifiedName} to another entity than '${navigation.name}', by which it is created`,
    `${pointer}/${name}`,
  )
}
