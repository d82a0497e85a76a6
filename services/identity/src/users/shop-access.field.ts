import { CustomField, isId, type FieldOptions } from '@switchboard/http';

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

/** `"all"` (also shops added later), or a list of at least one shop. */
export const ShopAccessField = (options: FieldOptions = {}): PropertyDecorator =>
  CustomField(
    shopAccessSchema,
    (value) =>
      value === 'all' || isShopList(value) ? undefined : 'The value must be "all" or a list of shop ids',
    options,
  );

function isShopList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 1 || value.length > 1000) return false;
  return value.every(isId) && new Set(value).size === value.length;
}
