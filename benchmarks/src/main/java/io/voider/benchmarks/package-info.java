/** JMH benchmarks: each compares with a peer, or with itself at another size, in one run. */
package io.voider.benchmarks;
