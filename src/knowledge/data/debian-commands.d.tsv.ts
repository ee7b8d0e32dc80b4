declare const table: () => readonly (readonly [name: string, commands: string])[];
export default table;
