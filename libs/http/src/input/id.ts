import { Param, type PipeTransform } from '@nestjs/common';
import { problem } from '../problems/problem.js';

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is an id of the suite: a UUID in its canonical, lower-case form (ids are compared as text in keys). */
export const isId = (value: unknown): value is string => typeof value === 'string' && shape.test(value);

const idPipe: PipeTransform<unknown, string> = {
  transform(value) {
    if (!isId(value)) throw problem('not_found');
    return value;
  },
};

/** An id in the path: `@IdParam('chatId') chatId: string`. What is not an id names nothing: 404. */
export const IdParam = (name: string): ParameterDecorator => Param(name, idPipe);
