/* The entities of `bench/operations.mjs`, the same in every server. */
const words = ['Sales', 'Audit', 'Finance', 'Support', 'Legal', 'Travel', 'Office', 'Design']

/** As if they were read from a file: texts put together piece by piece lie scattered in memory, which is slow to read. */
export function makePackages(size) {
  const packages = Array.from({ length: size }, (_, index) => ({
    id: `p${index}`,
    displayName: `${words[(index * 5) % 8]} package ${(index * 7919) % size}`,
    description: `What package ${index} is for`,
    catalogId: `c${index % Math.max(1, Math.floor(size / 20))}`,
    isHidden: index % 4 === 0,
  }))
  return JSON.parse(JSON.stringify(packages))
}

const property = (name, type, more = '') => `<Property Name="${name}" Type="Edm.${type}"${more}/>`

export const contract = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Bench" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="Package"><Key><PropertyRef Name="id"/></Key>
${property('id', 'String', ' Nullable="false"')}
${property('displayName', 'String')}${property('description', 'String')}
${property('catalogId', 'String')}${property('isHidden', 'Boolean')}
<NavigationProperty Name="Related" Type="Collection(Bench.Package)"/></EntityType>
<EntityContainer Name="Container"><EntitySet Name="Packages" EntityType="Bench.Package">
<NavigationPropertyBinding Path="Related" Target="Packages"/></EntitySet></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>
`
