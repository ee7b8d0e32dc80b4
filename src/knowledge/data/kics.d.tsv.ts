declare const table: () => readonly (readonly [id: string, name: string])[];
export default table;
