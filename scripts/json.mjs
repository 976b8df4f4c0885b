/** What a JSON text says, of a type that the caller has to name. @returns {unknown} */
export const parseJson = (/** @type {string} */ text) => JSON.parse(text);
