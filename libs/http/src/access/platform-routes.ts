/** Routes that the chassis brings and that carry no decorators of ours: probes and figures. */
const platformRoutes = new Set(['/health/live', '/health/ready', '/metrics']);

/** Whether a route is one of them. */
export const isPlatformRoute = (path: string): boolean => platformRoutes.has(path);
