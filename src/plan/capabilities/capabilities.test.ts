import { describe, expect, test } from '@jest/globals'
import { buildModel, type JsonValue, type Model } from '../../model/index.ts'
import { planRequest } from '../plan-request.ts'
import { findRefusals, findRefusalsOfBody, isServiceSupporting, methodsSupported } from './index.ts'

type Terms = Readonly<Record<string, JsonValue>>

const text = { typeName: 'Edm.String', isCollection: false, nullable: true }
const many = { typeName: 'n.Person', isCollection: true, nullable: false }

interface Annotated {
  readonly container?: Terms
  readonly people?: Terms
  readonly trips?: Terms
  readonly friends?: Terms
}

function modelOf({ container, people, trips, friends }: Annotated): Model {
  const named = (terms: Terms | undefined) =>
    terms &&
    Object.fromEntries(
      Object.entries(terms).map(([term, value]) => [`Org.OData.Capabilities.V1.${term}`, value]),
    )
  return buildModel({
    namespace: 'n',
    containerName: 'c',
    containerAnnotations: named(container),
    types: [
      {
        kind: 'complexType',
        namespace: 'n',
        name: 'Address',
        properties: [{ ...text, name: 'City' }],
        navigationProperties: [],
      },
      {
        kind: 'entityType',
        namespace: 'n',
        name: 'Person',
        key: ['Name'],
        properties: [
          { ...text, name: 'Name', nullable: false },
          { ...text, name: 'Title' },
          { ...text, name: 'Home', typeName: 'n.Address' },
          { ...text, name: 'Emails', isCollection: true },
        ],
        navigationProperties: [
          {
            ...many,
            name: 'Friends',
            containsTarget: false,
            targetEntitySet: 'People',
            annotations: named(friends),
          },
          { ...many, name: 'Trips', typeName: 'n.Trip', containsTarget: true },
        ],
      },
      {
        kind: 'entityType',
        namespace: 'n',
        name: 'Trip',
        key: ['Id'],
        properties: [
          { ...text, name: 'Id', nullable: false },
          { ...text, name: 'Name' },
        ],
        navigationProperties: [],
      },
    ],
    operations: [],
    entitySets: [
      {
        name: 'People',
        entityType: 'n.Person',
        annotations: named(people),
        navigationPropertyBindings: { Friends: 'People' },
      },
      { name: 'Trips', entityType: 'n.Trip', annotations: named(trips) },
    ],
    singletons: [{ name: 'Me', entityType: 'n.Person' }],
    operationImports: [],
  })
}

function refusalsOf(line: string, model: Model): readonly string[] {
  const [method = '', url = ''] = line.split(/ (.*)/s)
  const [rawPath = '', rawQuery = ''] = url.split('?')
  const isModification = method !== 'GET'
  const { path } = planRequest(rawPath, rawQuery, { model, isModification })
  return findRefusals({ method, rawPath, rawQuery, path, model }).map(
    ({ statusCode, message }) => `${statusCode} ${message}`,
  )
}

const restrict = (path: string, terms: Terms): Annotated => ({
  people: {
    NavigationRestrictions: { RestrictedProperties: [{ NavigationProperty: path, ...terms }] },
  },
})

describe('capabilities refuse', () => {
  test.each<[Annotated, string, readonly string[]]>([
    // Methods.
    [
      { people: { InsertRestrictions: { Insertable: false } } },
      'POST People',
      ['405 People does not allow POST (Capabilities.InsertRestrictions/Insertable)'],
    ],
    [
      { people: { UpdateRestrictions: { Updatable: false } } },
      "PATCH People('a')",
      ['405 People does not allow PATCH (Capabilities.UpdateRestrictions/Updatable)'],
    ],
    [
      { people: { UpdateRestrictions: { Updatable: false } } },
      "PUT People('a')/Title",
      ['405 People does not allow PUT (Capabilities.UpdateRestrictions/Updatable)'],
    ],
    [
      { people: { UpdateRestrictions: { Updatable: false } } },
      "DELETE People('a')/Title",
      ['405 People does not allow DELETE (Capabilities.UpdateRestrictions/Updatable)'],
    ],
    [
      { people: { UpdateRestrictions: { DeltaUpdateSupported: false } } },
      'PATCH People',
      ['405 People does not allow PATCH (Capabilities.UpdateRestrictions/DeltaUpdateSupported)'],
    ],
    [{ people: { UpdateRestrictions: { DeltaUpdateSupported: false } } }, 'PATCH People/$each', []],
    [
      { people: { UpdateRestrictions: { UpdateMethod: 'PATCH' } } },
      "PUT People('a')",
      ['405 People does not allow PUT (Capabilities.UpdateRestrictions/UpdateMethod)'],
    ],
    [{ people: { UpdateRestrictions: { UpdateMethod: 'PATCH' } } }, "PATCH People('a')", []],
    [{ people: { UpdateRestrictions: { UpdateMethod: 'PATCH' } } }, "PUT People('a')/Title", []],
    [
      { people: { UpdateRestrictions: { NonUpdatableProperties: ['Title'] } } },
      "PUT People('a')/Title",
      ['405 People does not allow PUT (Capabilities.UpdateRestrictions/NonUpdatableProperties)'],
    ],
    [
      { people: { UpdateRestrictions: { NonUpdatableProperties: ['Title'] } } },
      "DELETE People('a')/Title/$value",
      ['405 People does not allow DELETE (Capabilities.UpdateRestrictions/NonUpdatableProperties)'],
    ],
    [{ people: { InsertRestrictions: { Insertable: false } } }, "POST People('a')/Title", []],
    [
      { people: { DeleteRestrictions: { Deletable: false } } },
      "DELETE People('a')",
      ['405 People does not allow DELETE (Capabilities.DeleteRestrictions/Deletable)'],
    ],
    [
      { people: { DeleteRestrictions: { Deletable: false } } },
      "DELETE People('a')/Friends('b')/$ref",
      [],
    ],
    [
      { people: { ReadRestrictions: { Readable: false } } },
      'GET People',
      ['405 People does not allow GET (Capabilities.ReadRestrictions/Readable)'],
    ],
    [
      {
        people: {
          ReadRestrictions: { Readable: false, ReadByKeyRestrictions: { Readable: true } },
        },
      },
      "GET People('a')",
      [],
    ],
    [
      { people: { ReadRestrictions: { ReadByKeyRestrictions: { Readable: false } } } },
      "GET People('a')/Title",
      [
        '405 People does not allow GET (Capabilities.ReadRestrictions/ReadByKeyRestrictions/Readable)',
      ],
    ],
    [
      { people: { ReadRestrictions: { ReadByKeyRestrictions: { Readable: false } } } },
      'GET People',
      [],
    ],
    // Navigation properties: the source, the property itself, the set that it is bound to.
    [
      restrict('Trips', { InsertRestrictions: { Insertable: false } }),
      "POST People('a')/Trips",
      ['405 People/Trips does not allow POST (Capabilities.InsertRestrictions/Insertable)'],
    ],
    [
      restrict('Friends', { DeleteRestrictions: { Deletable: false } }),
      "DELETE People('a')/Friends('b')",
      ['405 People/Friends does not allow DELETE (Capabilities.DeleteRestrictions/Deletable)'],
    ],
    [
      restrict('Friends/Trips', { InsertRestrictions: { Insertable: false } }),
      "POST People('a')/Friends('b')/Trips",
      ['405 People/Friends/Trips does not allow POST (Capabilities.InsertRestrictions/Insertable)'],
    ],
    [
      { friends: { InsertRestrictions: { Insertable: false } } },
      "POST People('a')/Friends",
      ['405 People/Friends does not allow POST (Capabilities.InsertRestrictions/Insertable)'],
    ],
    [
      { people: { InsertRestrictions: { Insertable: false } } },
      "POST People('a')/Friends",
      ['405 People/Friends does not allow POST (Capabilities.InsertRestrictions/Insertable)'],
    ],
    [{ people: { InsertRestrictions: { Insertable: false } } }, "POST People('a')/Trips", []],
    [{ trips: { InsertRestrictions: { Insertable: false } } }, "POST People('a')/Trips", []],
    [
      restrict('Trips', { Navigability: 'None' }),
      "GET People('a')/Trips",
      ['501 People/Trips is not navigable (Capabilities.NavigationRestrictions)'],
    ],
    // The nearer annotation wins.
    [
      { container: { TopSupported: false }, people: { TopSupported: true } },
      'GET People?$top=1',
      [],
    ],
    [
      { container: { TopSupported: false } },
      'GET People?$top=1',
      ['400 $top: People does not support $top (Capabilities.TopSupported)'],
    ],
    // Query options as a whole.
    [
      { people: { SkipSupported: false } },
      'GET People?$skip=1',
      ['400 $skip: People does not support $skip (Capabilities.SkipSupported)'],
    ],
    [
      { people: { SelectSupport: { Supported: false } } },
      'GET People?select=Name',
      ['400 $select: People does not support $select (Capabilities.SelectSupport/Supported)'],
    ],
    [
      { people: { CountRestrictions: { Countable: false } } },
      'GET People?$count=true',
      ['400 $count: People does not support $count (Capabilities.CountRestrictions/Countable)'],
    ],
    [{ people: { CountRestrictions: { Countable: false } } }, 'GET People?$count=false', []],
    [
      { people: { CountRestrictions: { Countable: false } } },
      'GET People/$count',
      ['400 People is not countable (Capabilities.CountRestrictions/Countable)'],
    ],
    [
      { people: { CountRestrictions: { NonCountableNavigationProperties: ['Trips'] } } },
      "GET People('a')/Trips/$count",
      [
        '400 People/Trips is not countable (Capabilities.CountRestrictions/NonCountableNavigationProperties)',
      ],
    ],
    [
      { people: { CountRestrictions: { NonCountableProperties: ['Emails'] } } },
      "GET People('a')/Emails/$count",
      [
        '400 People/Emails is not countable (Capabilities.CountRestrictions/NonCountableProperties)',
      ],
    ],
    [
      { people: { SearchRestrictions: { Searchable: false } } },
      'GET People?$search=x',
      ['400 $search: People does not support $search (Capabilities.SearchRestrictions/Searchable)'],
    ],
    [
      { people: { SearchRestrictions: { UnsupportedExpressions: 'NOT,phrase' } } },
      'GET People?$search=a AND NOT b',
      [
        '400 $search: People does not support NOT in a search (Capabilities.SearchRestrictions/UnsupportedExpressions)',
      ],
    ],
    // $filter.
    [
      { people: { FilterRestrictions: { Filterable: false } } },
      "GET People?$filter=Name eq 'a'",
      ['400 $filter: People does not support $filter (Capabilities.FilterRestrictions/Filterable)'],
    ],
    [
      { people: { FilterRestrictions: { NonFilterableProperties: ['Title'] } } },
      "GET People?$filter=Name eq 'a' and startswith(Title,'b')",
      [
        "400 $filter: 'Title' of People is not filterable (Capabilities.FilterRestrictions/NonFilterableProperties)",
      ],
    ],
    [
      { people: { FilterRestrictions: { NonFilterableProperties: ['Home'] } } },
      "GET People?$filter=Home/City eq 'a'",
      [
        "400 $filter: 'Home/City' of People is not filterable (Capabilities.FilterRestrictions/NonFilterableProperties)",
      ],
    ],
    [
      { people: { FilterRestrictions: { NonFilterableProperties: ['Trips/Name'] } } },
      "GET People?$filter=Trips/any(t:t/Name eq 'a')",
      [
        "400 $filter: 'Trips/Name' of People is not filterable (Capabilities.FilterRestrictions/NonFilterableProperties)",
      ],
    ],
    [
      { people: { FilterRestrictions: { NonFilterableProperties: ['Trips/Name'] } } },
      "GET People?$filter=Trips/any(t:t/Id eq 'a')",
      [],
    ],
    [
      { people: { FilterRestrictions: { RequiresFilter: true } } },
      'GET People',
      ['400 $filter: expected a filter on People (Capabilities.FilterRestrictions/RequiresFilter)'],
    ],
    [{ people: { FilterRestrictions: { RequiresFilter: true } } }, "GET People('a')", []],
    [
      { people: { FilterRestrictions: { RequiredProperties: ['Title'] } } },
      "GET People?$filter=Name eq 'a'",
      [
        "400 $filter: expected a condition on 'Title' of People (Capabilities.FilterRestrictions/RequiredProperties)",
      ],
    ],
    [{ people: { FilterRestrictions: { RequiredProperties: ['Title'] } } }, 'GET People', []],
    [
      { people: { FilterFunctions: ['startswith'] } },
      "GET People?$filter=startswith(Name,'a') and contains(Name,'b')",
      ['400 $filter: People does not support the function contains (Capabilities.FilterFunctions)'],
    ],
    [
      { people: { FilterRestrictions: { NonFilterableProperties: ['Title'] } } },
      "GET People/$filter(Title eq 'a')",
      [
        "400 $filter: 'Title' of People is not filterable (Capabilities.FilterRestrictions/NonFilterableProperties)",
      ],
    ],
    [
      { people: { DeleteRestrictions: { FilterSegmentSupported: false } } },
      "DELETE People/$filter(Title eq 'a')/$each",
      ['405 People does not allow DELETE (Capabilities.DeleteRestrictions/FilterSegmentSupported)'],
    ],
    // $orderby.
    [
      { people: { SortRestrictions: { Sortable: false } } },
      'GET People?$orderby=Name',
      ['400 $orderby: People does not support $orderby (Capabilities.SortRestrictions/Sortable)'],
    ],
    [
      { people: { SortRestrictions: { NonSortableProperties: ['Title'] } } },
      'GET People?$orderby=Name,tolower(Title)',
      [
        "400 $orderby: 'Title' of People is not sortable (Capabilities.SortRestrictions/NonSortableProperties)",
      ],
    ],
    [
      { people: { SortRestrictions: { AscendingOnlyProperties: ['Title'] } } },
      'GET People?$orderby=Title desc',
      [
        "400 $orderby: 'Title' of People sorts in ascending order only (Capabilities.SortRestrictions/AscendingOnlyProperties)",
      ],
    ],
    [
      { people: { SortRestrictions: { AscendingOnlyProperties: ['Title'] } } },
      'GET People?$orderby=Title',
      [],
    ],
    [
      { people: { SortRestrictions: { DescendingOnlyProperties: ['Title'] } } },
      'GET People?$orderby=Title',
      [
        "400 $orderby: 'Title' of People sorts in descending order only (Capabilities.SortRestrictions/DescendingOnlyProperties)",
      ],
    ],
    // $expand, and what is nested in it.
    [
      { people: { ExpandRestrictions: { Expandable: false } } },
      'GET People?$expand=Trips',
      ['400 $expand: People does not support $expand (Capabilities.ExpandRestrictions/Expandable)'],
    ],
    [
      { people: { ExpandRestrictions: { NonExpandableProperties: ['Trips'] } } },
      'GET People?$expand=Friends,Trips',
      [
        "400 $expand: 'Trips' of People is not expandable (Capabilities.ExpandRestrictions/NonExpandableProperties)",
      ],
    ],
    [{ people: { ExpandRestrictions: { MaxLevels: 1 } } }, 'GET People?$expand=Friends', []],
    [
      { people: { ExpandRestrictions: { MaxLevels: 1 } } },
      'GET People?$expand=Friends($expand=Trips)',
      [
        '400 $expand: expected at most 1 levels from People/Friends, found 2 (Capabilities.ExpandRestrictions/MaxLevels)',
      ],
    ],
    [
      restrict('Trips', { TopSupported: false, SortRestrictions: { Sortable: false } }),
      'GET People?$expand=Trips($top=1;$orderby=Id)',
      [
        '400 $top: People/Trips does not support $top (Capabilities.TopSupported)',
        '400 $orderby: People/Trips does not support $orderby (Capabilities.SortRestrictions/Sortable)',
      ],
    ],
    [
      restrict('Trips', { FilterRestrictions: { NonFilterableProperties: ['Name'] } }),
      "GET People('a')/Trips?$filter=Name eq 'x'",
      [
        "400 $filter: 'Name' of People/Trips is not filterable (Capabilities.FilterRestrictions/NonFilterableProperties)",
      ],
    ],
    // Keys.
    [
      { people: { IndexableByKey: false } },
      "GET People('a')",
      ['501 People is not addressed by key (Capabilities.IndexableByKey)'],
    ],
    [
      { container: { KeyAsSegmentSupported: false } },
      'GET People/a',
      ['501 keys as segments are not supported (Capabilities.KeyAsSegmentSupported)'],
    ],
    [{ container: { KeyAsSegmentSupported: false } }, "GET People('a')/Title", []],
    // A term with a qualifier speaks of something else.
    [{ people: { 'TopSupported#old': false } }, 'GET People?$top=1', []],
  ])('%j: %s', (annotated, line, expected) => {
    expect(refusalsOf(line, modelOf(annotated))).toEqual(expected)
  })

  test.each<[Terms, string, JsonValue, readonly string[]]>([
    [
      { InsertRestrictions: { NonInsertableProperties: ['Title'] } },
      'POST People',
      { Name: 'a', Title: 'b' },
      [
        "/Title 'Title' of People may not be given on insert (Capabilities.InsertRestrictions/NonInsertableProperties)",
      ],
    ],
    [
      { InsertRestrictions: { NonInsertableProperties: ['Home/City'] } },
      'POST People',
      { Home: { City: 'b' } },
      [
        "/Home/City 'Home/City' of People may not be given on insert (Capabilities.InsertRestrictions/NonInsertableProperties)",
      ],
    ],
    [
      { InsertRestrictions: { RequiredProperties: ['Title'] } },
      'POST People',
      { Name: 'a' },
      [
        "/Title expected 'Title' of People on insert (Capabilities.InsertRestrictions/RequiredProperties)",
      ],
    ],
    [
      { InsertRestrictions: { NonInsertableNavigationProperties: ['Friends'] } },
      'POST People',
      { 'Friends@odata.bind': [] },
      [
        "/Friends 'Friends' of People may not be given on insert (Capabilities.InsertRestrictions/NonInsertableNavigationProperties)",
      ],
    ],
    [
      { DeepInsertSupport: { Supported: false } },
      'POST People',
      { Trips: [] },
      ["/Trips 'Trips' may not be nested on insert (Capabilities.DeepInsertSupport/Supported)"],
    ],
    [
      { UpdateRestrictions: { NonUpdatableProperties: ['Title'] } },
      "PATCH People('a')",
      { Title: 'b' },
      [
        "/Title 'Title' of People may not be given on update (Capabilities.UpdateRestrictions/NonUpdatableProperties)",
      ],
    ],
    [
      { UpdateRestrictions: { NonUpdatableProperties: ['Title'] } },
      'POST People',
      { Title: 'b' },
      [],
    ],
    [
      { UpdateRestrictions: { NonUpdatableProperties: ['Title'] } },
      'PATCH People',
      { value: [{ Name: 'a' }, { Title: 'b' }, { '@removed': {}, Title: 'c' }] },
      [
        "/value/1/Title 'Title' of People may not be given on update (Capabilities.UpdateRestrictions/NonUpdatableProperties)",
      ],
    ],
    [
      { UpdateRestrictions: { NonUpdatableNavigationProperties: ['Friends'] } },
      "PATCH People('a')",
      { 'Friends@delta': [] },
      [
        "/Friends 'Friends' of People may not be given on update (Capabilities.UpdateRestrictions/NonUpdatableNavigationProperties)",
      ],
    ],
    [{ UpdateRestrictions: { RequiredProperties: ['Title'] } }, "PATCH People('a')", {}, []],
    [
      { UpdateRestrictions: { RequiredProperties: ['Title'] } },
      "PUT People('a')",
      {},
      [
        "/Title expected 'Title' of People on update (Capabilities.UpdateRestrictions/RequiredProperties)",
      ],
    ],
    [{ InsertRestrictions: { RequiredProperties: ['Title'] } }, 'POST People', 'text', []],
  ])('%j: %s %j', (people, line, body, expected) => {
    const model = modelOf({ people })
    const [method = '', rawPath = ''] = line.split(' ')
    const { path } = planRequest(rawPath, '', { model, isModification: true })
    const found = findRefusalsOfBody(method, path, body, model)
    expect(found.map(({ target, message }) => `${target} ${message}`)).toEqual(expected)
  })

  test('a path allows the methods that none of them refuses', () => {
    const model = modelOf({
      people: {
        UpdateRestrictions: { UpdateMethod: 'PATCH' },
        DeleteRestrictions: { Deletable: false },
      },
    })
    const { path } = planRequest("People('a')", '', { model, isModification: true })
    const methods = ['GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT', 'DELETE']
    expect(methodsSupported(methods, path, model)).toEqual(['GET', 'HEAD', 'OPTIONS', 'PATCH'])
  })

  test.each<[Terms, boolean]>([
    [{}, true],
    [{ BatchSupported: false }, false],
    [{ BatchSupport: { Supported: false } }, false],
    [{ BatchSupport: { ContinueOnErrorSupported: false } }, true],
  ])('a container with %j supports $batch: %j', (container, expected) => {
    expect(isServiceSupporting('BatchSupport', modelOf({ container }))).toBe(expected)
  })
})
