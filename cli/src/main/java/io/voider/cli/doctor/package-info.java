/** Is this machine fit to be a node? Each finding comes with what to do about it. */
package io.voider.cli.doctor;
