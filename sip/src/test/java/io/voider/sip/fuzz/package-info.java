/** Targets for Jazzer, and the test that runs each in a process of its own. */
package io.voider.sip.fuzz;
