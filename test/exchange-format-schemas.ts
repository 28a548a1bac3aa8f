/*
 * What other tools' files hold, as their documentation says it: JSON Schemas of our own, closed where
 * the tool would pass over what it does not know, so that exports are held to what is read.
 */

const headers = {
  type: 'array',
  items: {
    type: 'object',
    properties: { name: { type: 'string' }, value: { type: 'string' } },
    required: ['name', 'value'],
    additionalProperties: false,
  },
}

/** Dev Proxy, MockResponsePlugin, "Mocks file". */
export const devProxySchema = {
  type: 'object',
  properties: {
    $schema: { type: 'string', pattern: 'mockresponseplugin\\.mocksfile\\.schema\\.json$' },
    mocks: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          request: {
            type: 'object',
            properties: {
              url: { type: 'string', minLength: 1 },
              method: {
                enum: [
                  'GET',
                  'POST',
                  'PUT',
                  'PATCH',
                  'DELETE',
                  'HEAD',
                  'OPTIONS',
                  'CONNECT',
                  'TRACE',
                ],
              },
              nth: { type: 'integer', minimum: 1 },
              bodyFragment: { type: 'string' },
            },
            required: ['url'],
            additionalProperties: false,
          },
          response: {
            type: 'object',
            properties: {
              body: { type: ['object', 'array', 'string'] },
              statusCode: { type: 'integer' },
              headers,
            },
            additionalProperties: false,
          },
        },
        required: ['request', 'response'],
        additionalProperties: false,
      },
    },
  },
  required: ['mocks'],
  additionalProperties: false,
}

const texts = { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } }

const matchingRule = {
  type: 'object',
  properties: {
    combine: { enum: ['AND', 'OR'] },
    matchers: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['match'],
        oneOf: [
          { properties: { match: { enum: ['number', 'boolean', 'null', 'notEmpty'] } } },
          {
            properties: {
              match: { const: 'type' },
              min: { type: 'integer' },
              max: { type: 'integer' },
            },
          },
          {
            properties: { match: { const: 'regex' }, regex: { type: 'string' } },
            required: ['regex'],
          },
          {
            properties: { match: { const: 'include' }, value: { type: 'string' } },
            required: ['value'],
          },
          {
            properties: {
              match: { const: 'arrayContains' },
              variants: {
                type: 'array',
                minItems: 1,
                items: {
                  type: 'object',
                  properties: {
                    index: { type: 'integer' },
                    rules: {
                      type: 'object',
                      propertyNames: { pattern: '^\\$' },
                      additionalProperties: { $ref: '#/$defs/matchingRule' },
                    },
                    generators: { type: 'object' },
                  },
                  required: ['index', 'rules', 'generators'],
                  additionalProperties: false,
                },
              },
            },
            required: ['variants'],
          },
        ],
      },
    },
  },
  required: ['combine', 'matchers'],
  additionalProperties: false,
}

const body = {
  type: 'object',
  properties: {
    content: true,
    contentType: { type: 'string' },
    contentTypeHint: { enum: ['TEXT', 'BINARY'] },
    encoded: { type: ['boolean', 'string'] },
  },
  required: ['content', 'contentType', 'contentTypeHint', 'encoded'],
  additionalProperties: false,
}

const matchingRules = {
  type: 'object',
  properties: {
    header: { type: 'object', additionalProperties: { $ref: '#/$defs/matchingRule' } },
    body: {
      type: 'object',
      propertyNames: { pattern: '^\\$' },
      additionalProperties: { $ref: '#/$defs/matchingRule' },
    },
  },
  additionalProperties: false,
}

const party = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1 } },
  required: ['name'],
}

/** Pact Specification V4, "File format" and "Synchronous/HTTP". */
export const pactSchema = {
  $defs: { matchingRule },
  type: 'object',
  properties: {
    consumer: party,
    provider: party,
    interactions: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          type: { const: 'Synchronous/HTTP' },
          description: { type: 'string' },
          key: { type: 'string' },
          pending: { type: 'boolean' },
          providerStates: {
            type: 'array',
            items: {
              type: 'object',
              properties: { name: { type: 'string' }, params: { type: 'object' } },
              required: ['name'],
              additionalProperties: false,
            },
          },
          request: {
            type: 'object',
            properties: {
              method: { type: 'string', pattern: '^[A-Z]+$' },
              path: { type: 'string', pattern: '^/' },
              query: texts,
              headers: texts,
              body,
              generators: {
                type: 'object',
                properties: {
                  path: {
                    type: 'object',
                    properties: {
                      type: { const: 'ProviderState' },
                      expression: { type: 'string' },
                    },
                    required: ['type', 'expression'],
                  },
                },
                additionalProperties: false,
              },
            },
            required: ['method', 'path'],
            additionalProperties: false,
          },
          response: {
            type: 'object',
            properties: {
              status: { type: 'integer', minimum: 100, maximum: 599 },
              headers: texts,
              body,
              matchingRules,
            },
            required: ['status'],
            additionalProperties: false,
          },
        },
        required: ['type', 'description', 'key', 'request', 'response'],
        additionalProperties: false,
      },
    },
    metadata: {
      type: 'object',
      properties: {
        pactSpecification: {
          type: 'object',
          properties: { version: { const: '4.0' } },
          required: ['version'],
        },
      },
      required: ['pactSpecification'],
    },
  },
  required: ['consumer', 'provider', 'interactions', 'metadata'],
  additionalProperties: false,
}
