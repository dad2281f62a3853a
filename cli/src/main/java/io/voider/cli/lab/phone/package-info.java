/** The lab's telephones: real programs, what they say and what was heard of it. */
package io.voider.cli.lab.phone;
