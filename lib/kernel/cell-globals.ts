/** What the compiler is told of the names that the kernel adds to the global scope. */

export const cellGlobals = `
/**
 * Asks the person at the notebook for a line of text.
 *
 * @param question what to ask
 * @param options \`password: true\` hides what is typed
 * @example
 * const nickname = await prompt('Your nickname?');
 */
declare function prompt(question?: string, options?: { readonly password?: boolean }): Promise<string>;
`;
