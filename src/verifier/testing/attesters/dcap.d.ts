import { type Attester } from '../attester.ts';
/** A simulated SGX enclave: quotes of version 3 under a test root. */
export declare const sgxAttester: Attester;
/** A simulated TDX virtual machine: quotes of version 4 under the same root. */
export declare const tdxAttester: Attester;
