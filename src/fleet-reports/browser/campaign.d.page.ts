declare const page: () => {
  readonly script: string;
  readonly style: string;
  /** As a policy names them, in quotes. */
  readonly scriptHash: string;
  readonly styleHash: string;
};
export default page;
