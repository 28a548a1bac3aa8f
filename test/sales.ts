import { join } from 'node:path'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../src/index.ts'
import { answer } from './requests/answer.ts'

/** The example data of Data Aggregation, "Example Data"; times are those that a sale has. */
const products = [
  ['P1', 'PG1', 'Sugar', 'White', 0.06, { Rating: 5 }],
  ['P2', 'PG1', 'Coffee', 'Brown', 0.06, { Rating: null }],
  ['P3', 'PG2', 'Paper', 'White', 0.14, { RatingClass: 'average' }],
  ['P4', 'PG2', 'Pencil', 'Black', 0.14, { RatingClass: null }],
] as const

const organizations = [
  ['Sales', undefined, 'Corporate Sales'],
  ['US', 'Sales', 'US'],
  ['US West', 'US', 'US West'],
  ['US East', 'US', 'US East'],
  ['EMEA', 'Sales', 'EMEA'],
  ['EMEA Central', 'EMEA', 'EMEA Central'],
] as const

const customers = [
  ['C1', 'Joe', 'USA'],
  ['C2', 'Sue', 'USA'],
  ['C3', 'Sue', 'Netherlands'],
  ['C4', 'Luc', 'France'],
] as const

const sales = [
  ['1', 'C1', '2022-01-03', 'P3', 'US West', 1],
  ['2', 'C1', '2022-04-10', 'P1', 'US West', 2],
  ['3', 'C1', '2022-08-07', 'P2', 'US West', 4],
  ['4', 'C2', '2022-01-03', 'P2', 'US East', 8],
  ['5', 'C2', '2022-11-09', 'P3', 'US East', 4],
  ['6', 'C3', '2022-04-01', 'P1', 'EMEA Central', 2],
  ['7', 'C3', '2022-08-06', 'P3', 'EMEA Central', 1],
  ['8', 'C3', '2022-11-22', 'P3', 'EMEA Central', 2],
] as const

const dates = [...new Set(sales.map(([, , date]) => date))].sort()

export const salesFixtures: FixturesDocument = {
  Categories: [
    { ID: 'PG1', Name: 'Food' },
    { ID: 'PG2', Name: 'Non-Food' },
  ],
  Products: products.map(([ID, category, Name, Color, TaxRate, more]) => ({
    '@odata.type': `#SalesModel.${category === 'PG1' ? 'FoodProduct' : 'NonFoodProduct'}`,
    ID,
    Name,
    Color,
    TaxRate,
    ...more,
    'Category@odata.bind': `Categories('${category}')`,
  })),
  Time: dates.map((date) => {
    const [year = '', month = ''] = date.split('-')
    const quarter = Math.ceil(Number(month) / 3)
    return {
      Date: date,
      Month: `${year}-${month}`,
      Quarter: `${year}-${quarter}`,
      Year: Number(year),
    }
  }),
  SalesOrganizations: organizations.map(([ID, superordinate, Name]) => ({
    ID,
    Name,
    ...(superordinate && { 'Superordinate@odata.bind': `SalesOrganizations('${superordinate}')` }),
  })),
  Customers: customers.map(([ID, Name, Country]) => ({ ID, Name, Country, Addresses: [] })),
  Sales: sales.map(([ID, customer, date, product, organization, Amount]) => ({
    ID,
    Amount,
    'Customer@odata.bind': `Customers('${customer}')`,
    'Time@odata.bind': `Time(${date})`,
    'Product@odata.bind': `Products('${product}')`,
    'SalesOrganization@odata.bind': `SalesOrganizations('${organization}')`,
  })),
}

export const salesContract = join('test', 'contracts', 'sales.xml')

/** A service of the example data; nothing changes it, so that tests may share one. */
export function startSales(fixtures: FixturesDocument = salesFixtures): Understudy {
  return createUnderstudy({ contract: salesContract, fixtures, basePath: '/beta' })
}

/** The values that a request answers with, without control information. */
export async function values(service: Understudy, path: string): Promise<unknown> {
  const { status, body } = await answer(service, `GET /${path}`)
  if (status !== 200) return { status, body }
  return plain((body as { value: unknown }).value)
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.includes('@'))
      .map(([name, inner]) => [name, plain(inner)]),
  )
}
