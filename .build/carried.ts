/** Names under which the executable carries its code, and what that was compiled to. */
export const CODE = 'scrip.cjs'
export const COMPILED = 'scrip.cjs.compiled'
