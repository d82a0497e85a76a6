import '@nestjs/common';
import '@nestjs/core';

/**
 * The package is CommonJS and requires Nest, which is not: it is loaded when Nest has been, because a module
 * that is still on its way through the import graph cannot be required.
 */
export const { normalizeIp, ThrottlerGuard, ThrottlerModule } = await import('@nestjs/throttler');
