/** @returns the module of the command line to import, built anew where a source has changed */
export declare const commandLine: () => Promise<string>;
