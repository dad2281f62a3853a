/** Messages of real phones, read in place where they lie beside a checkout; what they cannot say about us, properties do. */
package io.voider.sip.corpus;
