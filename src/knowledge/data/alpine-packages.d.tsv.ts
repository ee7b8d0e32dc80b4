declare const table: () => readonly (readonly [name: string, libraries: string, commands: string, apkbuild: string])[];
export default table;
