/** How the terminal that reads the output can show it. Below 40 columns the output is laid out for 40. */
export interface View {
  readonly color: boolean;
  readonly width: number;
  /** False: only ASCII is added to what the files hold. */
  readonly unicode: boolean;
}
