/** What happens in the lab, step by step, and what is made of it in the end. */
package io.voider.cli.lab.script;
