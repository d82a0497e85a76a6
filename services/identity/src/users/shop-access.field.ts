import { CustomField, idListRules, rule, type FieldOptions, type FieldRule } from '@switchboard/http';

/** The OpenAPI schema of a shop access. */
export const shopAccessSchema = {
  oneOf: [
    { type: 'string', enum: ['all'] },
    {
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      minItems: 1,
      maxItems: 1000,
      uniqueItems: true,
    },
  ],
};

const ofLists = idListRules({ min: 1, max: 1000 }).map(([code, fault]): FieldRule => [
  code,
  (value) => (value === 'all' ? undefined : fault(value)),
]);

/** `"all"` (also shops added later), or a list of at least one shop. */
export const ShopAccessField = (options: FieldOptions = {}): PropertyDecorator =>
  CustomField(
    shopAccessSchema,
    [
      rule(
        'not_allowed',
        'The value must be "all" or a list of shop ids',
        (value) => value === 'all' || Array.isArray(value),
      ),
      ...ofLists,
    ],
    options,
  );
