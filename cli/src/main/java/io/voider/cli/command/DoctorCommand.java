package io.voider.cli.command;

import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Table;
import io.voider.cli.doctor.Doctor;
import io.voider.cli.doctor.Finding;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Looks the machine over. */
@Command(
        name = "doctor",
        description = "Look this machine over: what a node needs, and how to mend what is missing.",
        footer = {"", "Example:", "  sudo voider doctor"},
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    private record Examination(boolean ok, List<Finding> findings) {}

    @Override
    public Integer call() {
        List<Finding> findings = new Doctor(root.home()).examine();
        boolean ok = findings.stream().allMatch(Finding::ok);
        root.console().print(new Examination(ok, findings), this::draw);
        Exit unfit = Privilege.isRoot() ? Exit.FAILED : Exit.PRIVILEGE;
        return (ok ? Exit.OK : unfit).code();
    }

    private String draw(Examination examination) {
        Table table = new Table(root.columns(), "", "what", "found", "what to do");
        examination.findings.forEach(
                finding -> table.row(finding.ok() ? "ok" : "!!", finding.what(), finding.found(), finding.remedy()));
        return table + (examination.ok ? "\nThis machine is fit to be a node." : "\nNot yet: see the lines with !!.");
    }
}
