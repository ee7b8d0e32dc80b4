declare const table: () => readonly (readonly [program: string, debian: string, alpine: string])[];
export default table;
