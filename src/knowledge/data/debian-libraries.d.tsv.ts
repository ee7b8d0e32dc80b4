export declare const columns: readonly string[];
declare const table: () => readonly (readonly string[])[];
export default table;
