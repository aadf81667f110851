// What vega-interpreter imports; the bundle of Vega brings it along.
export const { DisallowedObjectProperties, ascending, isString } = globalThis.vega;
