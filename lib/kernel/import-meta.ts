/** What stands for `import.meta` in the CommonJS that cells become. */
export const importMetaName = '$importMeta';
