/** An operating system user by its numbers. */
export interface SystemUser {
  uid: number;
  gid: number;
}
