import {
  findNavigationTarget,
  isDerivedFrom,
  joinKeyTexts,
  keyText,
  keyTypeOf,
  type EntityContainer,
  type EntitySet,
  type EntityType,
  type JsonObject,
  type NavigationProperty,
  type ReferentialConstraint,
  type Singleton,
} from '../model/index.ts'
import { ChangeLog, type Branch, type Mark } from './change-log.ts'
import { complexLinksOf, giveComplexLinks, inheritComplexLinks } from './complex-links.ts'
import { linksAt, newEntity, type Entity } from './entity.ts'
import { EntityCollection } from './entity-collection.ts'
import { linkEndOf, type LinkEnd } from './link-end.ts'
import { LinkSet } from './link-set.ts'
import { OrderedMap } from './ordered-map.ts'
import { principalConstraints } from './principal-constraints.ts'
import { giveStreams, inheritStreams, type Streams } from './streams.ts'

const none: readonly Entity[] = Object.freeze([])

/**
 * The entities and links of one service. Entities live in their entity set's collection, in the
 * contained collection of a parent, or as a singleton; links are kept from both ends. Every change
 * goes through here, so that marks can take it back.
 */
export class Store {
  readonly #sets = new Map<string, EntityCollection>()
  readonly #derived = new Map<EntitySet, readonly EntityCollection[]>()
  readonly #singletons = new OrderedMap<string, Entity>()
  #log = this.#newLog()

  constructor(container: EntityContainer) {
    for (const set of container.entitySets.values()) {
      this.#sets.set(set.name, new EntityCollection(set.entityType, set))
    }
    // A singleton without a key, such as `identityGovernance`, only leads to others: it is always there.
    for (const singleton of container.singletons.values()) {
      if (singleton.entityType.key.length > 0) continue
      this.#singletons.add(singleton.name, newEntity(singleton.entityType, {}, { singleton }))
    }
  }

  collection(set: EntitySet): EntityCollection {
    const collection = this.#sets.get(set.name)
    if (!collection) throw new Error(`the store has no entity set ${set.name}`)
    return collection
  }

  singleton(singleton: Singleton): Entity | undefined {
    return this.#singletons.get(singleton.name)
  }

  // ── Reading links ───────────────────────────────────────────────────────────────────────────

  /** The contained collection of an entity, made when first asked for. */
  containedCollection(parent: Entity, navigation: NavigationProperty): EntityCollection {
    const end = linkEndOf(navigation)
    let collection = parent.contained?.get(end)
    if (!collection) {
      collection = new EntityCollection(navigation.type)
      parent.contained ??= new Map()
      parent.contained.set(end, collection)
    }
    return collection
  }

  /** The entity at a single-valued navigation property, or null. */
  followSingle(entity: Entity, navigation: NavigationProperty): Entity | null {
    if (navigation.partner?.containsTarget && entity.containment === navigation.partner) {
      return entity.parent ?? null
    }
    const constraints = principalConstraints(navigation)
    if (constraints) return this.#findPrincipal(entity.properties, entity, navigation, constraints)
    const dependents = this.#findDependents(entity, navigation)
    if (dependents) return dependents[0] ?? null
    const linked = entity.links.get(linkEndOf(navigation))?.toArray()[0]
    if (linked || !navigation.target) return linked ?? null
    const target = this.targetOf(entity, navigation)
    return target?.kind === 'singleton' ? (this.singleton(target) ?? null) : null
  }

  /**
   * Where the entities live that a navigation property leads to from an entity, by the bindings of
   * the entity set or singleton that the entity belongs to.
   * @see CSDL, "Navigation Property Binding"
   */
  targetOf(entity: Entity, navigation: NavigationProperty): EntitySet | Singleton | undefined {
    let owner = entity
    let path = ''
    while (owner.parent && owner.containment) {
      path = `${owner.containment.name}/${path}`
      owner = owner.parent
    }
    const source = owner.collection?.entitySet ?? owner.singleton
    return findNavigationTarget(navigation, source, `${path}${navigation.name}`)
  }

  #findPrincipal(
    dependent: JsonObject,
    owner: Entity | undefined,
    navigation: NavigationProperty,
    constraints: readonly ReferentialConstraint[],
  ): Entity | null {
    const { type } = navigation
    const texts: string[] = []
    for (const [index, { property }] of constraints.entries()) {
      const text = keyText(dependent[property], keyTypeOf(type, type.keyProperties[index]!))
      if (text === undefined) return null
      texts.push(text)
    }
    const target = owner ? this.targetOf(owner, navigation) : navigation.target
    if (target?.kind !== 'entitySet') return target ? (this.singleton(target) ?? null) : null
    const key = joinKeyTexts(texts)
    return this.collection(target).get(key) ?? this.#findDerived(target, key)
  }

  /** What a lookup to a base type may name as well: an entity in the entity set of a derived type. */
  #findDerived(target: EntitySet, key: string): Entity | null {
    for (const collection of this.#collectionsOfDerived(target)) {
      const entity = collection.get(key)
      if (entity) return entity
    }
    return null
  }

  #collectionsOfDerived(target: EntitySet): readonly EntityCollection[] {
    let collections = this.#derived.get(target)
    if (!collections) {
      const base = target.entityType
      collections = [...this.#sets.values()].filter(
        ({ entityType }) => entityType !== base && isDerivedFrom(entityType, base),
      )
      this.#derived.set(target, collections)
    }
    return collections
  }

  /** The entities at a collection-valued navigation property, in the order they were linked; read only. */
  followCollection(entity: Entity, navigation: NavigationProperty): readonly Entity[] {
    if (navigation.isDoor && navigation.target) return this.collection(navigation.target).toArray()
    if (navigation.containsTarget) {
      return entity.contained?.get(linkEndOf(navigation))?.toArray() ?? none
    }
    if (navigation.transitiveOf) return this.#followOn(entity, navigation, navigation.transitiveOf)
    return this.#findDependents(entity, navigation) ?? this.linkedTo(entity, navigation)
  }

  /** What an entity was itself linked to, whatever else the navigation property leads to. */
  linkedTo(entity: Entity, navigation: NavigationProperty): readonly Entity[] {
    return entity.links.get(linkEndOf(navigation))?.toArray() ?? none
  }

  /** All that one step after another leads to, each once, and what is linked beside. */
  #followOn(
    start: Entity,
    navigation: NavigationProperty,
    step: NavigationProperty,
  ): readonly Entity[] {
    const found = new Set([start])
    for (const entity of found) {
      for (const next of this.linkedTo(entity, step)) found.add(next)
    }
    for (const entity of this.linkedTo(start, navigation)) found.add(entity)
    return [...found].slice(1)
  }

  /** The entities whose properties refer to an entity, by the partner's constraints; `undefined` where none decide. */
  #findDependents(entity: Entity, navigation: NavigationProperty): readonly Entity[] | undefined {
    const constraints = navigation.partner && principalConstraints(navigation.partner)
    const target = constraints && this.targetOf(entity, navigation)
    if (!constraints || target?.kind !== 'entitySet') return undefined
    const dependents = this.collection(target)
    const values = constraints.map(
      ({ referencedProperty }) => entity.properties[referencedProperty] ?? entity.key,
    )
    const refers = ({ properties }: Entity) =>
      constraints.every(({ property }, index) => properties[property] === values[index])
    const found = dependents.findByIndex(constraints[0]!.property, values[0]!)
    if (!found) return dependents.toArray().filter(refers)
    return constraints.length === 1 ? found : found.filter(refers)
  }

  /**
   * The entities at a navigation property that a complex type declares: by its referential
   * constraints when they tell the key, else those linked.
   * @param value as it is stored, not a copy
   * @see CSDL, "Navigation Property"
   */
  followComplex(
    value: JsonObject,
    navigation: NavigationProperty,
  ): Entity | null | readonly Entity[] {
    const linked = this.complexLinksOf(value, navigation)
    if (navigation.isCollection) return linked
    if (linked.length > 0) return linked[0]!
    const constraints = principalConstraints(navigation)
    return constraints ? this.#findPrincipal(value, undefined, navigation, constraints) : null
  }

  /** What a complex value was linked to and is still there. */
  complexLinksOf(value: JsonObject, navigation: NavigationProperty): readonly Entity[] {
    return complexLinksOf(value, navigation)
  }

  isLinked(source: Entity, navigation: NavigationProperty, target: Entity): boolean {
    if (navigation.containsTarget) return target.parent === source
    if (navigation.isCollection) {
      const links = source.links.get(linkEndOf(navigation))
      return links ? links.has(target) : this.followCollection(source, navigation).includes(target)
    }
    return this.followSingle(source, navigation) === target
  }

  // ── Changing ────────────────────────────────────────────────────────────────────────────────

  add(entity: Entity): void {
    this.#log.current.version++
    const { collection } = entity
    if (!collection) throw new Error('an entity without a collection is set, not added')
    this.#log.touchEntry(collection, entity.key)
    collection.add(entity.key, entity)
  }

  /** An entity that was the singleton before goes, with its links. */
  setSingleton(singleton: Singleton, entity: Entity): void {
    this.#log.current.version++
    const before = this.singleton(singleton)
    if (before) this.remove(before)
    this.#log.touchEntry(this.#singletons, singleton.name)
    this.#singletons.add(singleton.name, entity)
  }

  update(entity: Entity, properties: JsonObject): void {
    this.#log.current.version++
    inheritStreams(properties, entity.properties)
    this.#log.touchProperties(entity)
    this.#replace(entity, properties)
  }

  /** Changes streams of an entity itself, those of its complex values aside; null takes one away. */
  setStreams(entity: Entity, changes: Streams): void {
    const properties = { ...entity.properties }
    giveStreams(properties, changes)
    this.update(entity, properties)
  }

  /** Makes an entity one of another type, with the properties that it has as such. */
  retype(entity: Entity, type: EntityType, properties: JsonObject): void {
    this.#log.touchType(entity)
    entity.type = type
    this.update(entity, properties)
  }

  /** Removes an entity, what it contains, and every link to and from it. */
  remove(entity: Entity): void {
    this.#log.current.version++
    for (const collection of entity.contained?.values() ?? []) {
      for (const child of collection.toArray()) this.remove(child)
    }
    for (const [end, targets] of entity.links) {
      for (const target of targets.toArray()) {
        this.#unlink(entity, end, target)
        if (end.navigation?.containsTarget && target.parent === entity) this.remove(target)
      }
    }
    const { collection, singleton } = entity
    if (singleton) {
      this.#log.touchEntry(this.#singletons, singleton.name)
      this.#singletons.delete(singleton.name)
    }
    if (!collection) return
    this.#log.touchEntry(collection, entity.key)
    collection.delete(entity.key)
  }

  /** Links two entities from both ends; a link that is there already stays as it is. A single-valued end is replaced. */
  link(source: Entity, navigation: NavigationProperty, target: Entity): void {
    this.#log.current.version++
    const end = linkEndOf(navigation)
    if (source.links.get(end)?.has(target)) return
    if (!end.isCollection) this.#clear(source, end)
    if (!end.opposite.isCollection) this.#clear(target, end.opposite)
    this.#addLink(source, end, target)
    this.#addLink(target, end.opposite, source)
  }

  /**
   * Gives a complex value that was just made its links, in place of those it has at that navigation
   * property. Its dependent properties say what the principal says; where they tell the key, no other link is kept.
   */
  linkComplex(value: JsonObject, navigation: NavigationProperty, targets: readonly Entity[]): void {
    this.#log.current.version++
    const [principal] = targets
    const dependents = navigation.referentialConstraints.map(({ property, referencedProperty }) => [
      property,
      principal?.properties[referencedProperty] ?? null,
    ])
    Object.assign(value, Object.fromEntries(dependents))
    if (principalConstraints(navigation)) return
    giveComplexLinks(value, navigation, targets)
  }

  /** Gives a complex value that was made of another one that other's links, and its streams. */
  inheritComplexLinks(value: JsonObject, from: JsonObject): void {
    inheritStreams(value, from)
    inheritComplexLinks(value, from)
  }

  unlink(source: Entity, navigation: NavigationProperty, target: Entity): void {
    this.#log.current.version++
    this.#unlink(source, linkEndOf(navigation), target)
  }

  /**
   * Gives the links of a collection-valued navigation property an order.
   * @param targets all that it leads to
   */
  orderLinks(source: Entity, navigation: NavigationProperty, targets: readonly Entity[]): void {
    const links = source.links.get(linkEndOf(navigation))
    if (links) this.#putLast(links, targets, (target) => target)
    else this.orderMembers(targets)
  }

  /** Makes entities of one collection the last of it, in the order that they are given in. */
  orderMembers(entities: readonly Entity[]): void {
    const collection = entities[0]?.collection
    if (collection) this.#putLast(collection, entities, ({ key }) => key)
  }

  #putLast<K>(
    map: OrderedMap<K, Entity>,
    entities: readonly Entity[],
    keyOf: (entity: Entity) => K,
  ): void {
    const last = map.toArray().slice(-entities.length)
    const start = entities.findIndex((entity, index) => entity !== last[index])
    if (start < 0) return
    this.#log.current.version++
    for (const entity of entities.slice(start)) {
      const key = keyOf(entity)
      this.#log.touchEntry(map, key)
      map.delete(key)
      map.add(key, entity)
    }
  }

  #addLink(source: Entity, end: LinkEnd, target: Entity): void {
    const links = linksAt(source, end, () => new LinkSet(source, end))
    if (links.has(target)) return
    this.#log.touchEntry(links, target)
    links.add(target, target)
  }

  #unlink(source: Entity, end: LinkEnd, target: Entity): void {
    for (const [from, via, to] of [
      [source, end, target],
      [target, end.opposite, source],
    ] as const) {
      const links = from.links.get(via)
      if (!links?.has(to)) continue
      this.#log.touchEntry(links, to)
      links.delete(to)
    }
  }

  #clear(source: Entity, end: LinkEnd): void {
    for (const target of source.links.get(end)?.toArray() ?? none) {
      this.#unlink(source, end, target)
    }
  }

  #replace(entity: Entity, properties: JsonObject): void {
    const before = entity.properties
    entity.properties = properties
    entity.text = undefined
    entity.etag = undefined
    entity.contentHash = undefined
    entity.collection?.propertiesChanged(entity, before)
  }

  #newLog(): ChangeLog {
    return new ChangeLog((entity, properties) => this.#replace(entity, properties))
  }

  // ── Marks, of the branch that was entered ───────────────────────────────────────────────────

  /** Makes the present state the one that `reset` gives back; marks and branches made before are forgotten. */
  rebase(): void {
    this.#log = this.#newLog()
  }

  /** Back to the state of the last `rebase`. */
  reset(): void {
    this.#log.current.version++
    this.#log.reset()
  }

  mark(): Mark {
    return this.#log.mark()
  }

  commit(mark: Mark): void {
    this.#log.commit(mark)
  }

  rollback(mark: Mark): void {
    this.#log.current.version++
    this.#log.rollback(mark)
  }

  /** False when the mark is not known in this branch, or no longer, since something older was restored. */
  restore(mark: Mark): boolean {
    this.#log.current.version++
    return this.#log.restore(mark)
  }

  // ── Branches ────────────────────────────────────────────────────────────────────────────────

  /** The branch that the store began with. */
  get main(): Branch {
    return this.#log.main
  }

  /** A new branch with the state that another one has now; takes the same time however much that is. */
  fork(branch: Branch): Branch {
    return this.#log.fork(branch)
  }

  /**
   * Makes a branch the one that everything else reads and changes; takes time in proportion to what it
   * and the one before have not in common.
   * @throws Error for one that was dropped
   */
  enter(branch: Branch): void {
    this.#log.enter(branch)
  }

  drop(branch: Branch): void {
    this.#log.drop(branch)
  }
}
