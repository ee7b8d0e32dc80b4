declare const table: () => readonly (readonly [
  name: string,
  role: 'build' | 'both',
  why: string,
  commands: string,
  brings: string,
])[];
export default table;
