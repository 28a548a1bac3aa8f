/** A document of the size of Microsoft Graph's: each type with properties, links, bound operations and annotations. */
export function writeLargeCsdl(typeCount: number): string {
  const types = Array.from({ length: typeCount }, (_, n) => {
    const properties = Array.from(
      { length: 20 },
      (__, p) =>
        `<Property Name="property${p}" Type="${p % 5 === 0 ? 'Collection(graph.state)' : 'Edm.String'}"><Annotation Term="Org.OData.Core.V1.Description" String="What property ${p} is about"/></Property>`,
    )
    const base = n % 10 === 0 ? '' : ` BaseType="graph.entity${n - (n % 10)}"`
    const key =
      n % 10 === 0
        ? '<Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/>'
        : ''
    return `<EntityType Name="entity${n}"${base}>${key}${properties.join('')}
      <NavigationProperty Name="next" Type="graph.entity${(n + 1) % typeCount}"/>
      <NavigationProperty Name="parts" Type="Collection(graph.entity${(n + 7) % typeCount})" ContainsTarget="true"/></EntityType>
      <Action Name="act" IsBound="true"><Parameter Name="bindingParameter" Type="graph.entity${n}"/><Parameter Name="text" Type="Edm.String"/></Action>
      <Function Name="ask${n % 50}" IsBound="true"><Parameter Name="bindingParameter" Type="Collection(graph.entity${n})"/><ReturnType Type="Edm.Int32"/></Function>`
  })
  const sets = Array.from(
    { length: typeCount },
    (_, n) =>
      `<EntitySet Name="set${n}" EntityType="microsoft.graph.entity${n}"><NavigationPropertyBinding Path="next" Target="set${(n + 1) % typeCount}"/></EntitySet>`,
  )
  const targets = Array.from(
    { length: typeCount },
    (_, n) =>
      `<Annotations Target="microsoft.graph.entity${n}/next"><Annotation Term="Org.OData.Core.V1.Description" String="What comes after entity ${n}"/><Annotation Term="Org.OData.Capabilities.V1.ReadRestrictions"><Record><PropertyValue Property="Readable" Bool="true"/></Record></Annotation></Annotations>`,
  )
  return `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EnumType Name="state"><Member Name="on" Value="0"/><Member Name="off" Value="1"/></EnumType>
${types.join('\n')}
<EntityContainer Name="GraphService">${sets.join('\n')}</EntityContainer>
${targets.join('\n')}
</Schema></edmx:DataServices></edmx:Edmx>`
}
