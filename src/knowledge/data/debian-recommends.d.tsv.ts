export declare const columns: readonly [name: string, releases: string];
declare const table: () => readonly (readonly [name: string, recommended: string])[];
export default table;
