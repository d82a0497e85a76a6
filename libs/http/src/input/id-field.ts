import { field, rule, type FieldOptions } from './field.js';
import { isId } from './id.js';

/** An id of the suite. */
export const IdField = (options: FieldOptions = {}): PropertyDecorator =>
  field(options, { type: 'string', format: 'uuid' }, [rule('not_an_id', 'The value must be an id', isId)]);
