declare const table: () => readonly (readonly string[])[];
export default table;
