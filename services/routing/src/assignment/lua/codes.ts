/** What the scripts answer, by name. The numbers stand in the scripts' header blocks and here, nowhere else. */
export const pickCode = { picked: 0, notLoaded: 1, heal: 2 } as const;
export const syncCode = { done: 0, kick: 1, notLoaded: 2, leaseLost: 3 } as const;
export const loadCode = { goOn: 0, loadedAlready: 1, busy: 2, leaseLost: 3 } as const;
