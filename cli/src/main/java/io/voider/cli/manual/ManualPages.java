package io.voider.cli.manual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The pages of {@code man(1)}, one a command, as roff: {@code man(7)}'s macros. */
public final class ManualPages {
    private static final String EXAMPLE = "Example";

    private final String version;
    private final Map<String, String> pages = new LinkedHashMap<>();

    private ManualPages(String version) {
        this.version = version;
    }

    /**
     * The pages of a program.
     *
     * @param root the program and, below it, its commands; hidden ones get no page
     * @param version what the pages' feet say
     * @return the pages by their file's name, such as {@code voider-lab.1}
     */
    public static Map<String, String> of(CommandLine root, String version) {
        root.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        ManualPages manual = new ManualPages(version);
        manual.add(root.getCommandName(), root);
        return manual.pages;
    }

    private void add(String name, CommandLine command) {
        pages.put(name.replace(' ', '-') + ".1", page(name, command));
        command.getSubcommands().forEach((child, below) -> {
            if (!below.getCommandSpec().usageMessage().hidden()) {
                add(name + " " + child, below);
            }
        });
    }

    private String page(String name, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String title = name.replace(' ', '-');
        String description = String.join(" ", spec.usageMessage().description());
        StringBuilder page = new StringBuilder();
        page.append(".TH ")
                .append(title.toUpperCase(Locale.ROOT))
                .append(" 1 \"\" \"voider ")
                .append(version);
        page.append("\" \"voider\"\n.SH NAME\n");
        page.append(text(title)).append(" \\- ").append(text(description)).append('\n');
        // Lines are broken between words, not within them, and not stretched.
        page.append(".SH SYNOPSIS\n.nh\n.ad l\n")
                .append(text(synopsis(command)))
                .append("\n.ad b\n.hy\n");
        page.append(".SH DESCRIPTION\n").append(text(description)).append('\n');
        footer(spec, false, page);
        parameters(spec, page);
        options(spec, page);
        commands(name, command, page);
        if (spec.parent() == null) {
            exitStatus(page);
        }
        footer(spec, true, page);
        seeAlso(name, command, page);
        return page.toString();
    }

    /** As in {@code --help}, but without the words before it; continued lines are joined. */
    private static String synopsis(CommandLine command) {
        return command.getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
    }

    private static void parameters(CommandSpec spec, StringBuilder page) {
        List<PositionalParamSpec> parameters = spec.positionalParameters();
        if (!parameters.isEmpty()) {
            page.append(".SH ARGUMENTS\n");
            parameters.forEach(parameter -> item(
                    "\\fI" + text(parameter.paramLabel()) + "\\fR",
                    parameter.description(),
                    parameter.defaultValueString(),
                    page));
        }
    }

    private static void options(CommandSpec spec, StringBuilder page) {
        List<OptionSpec> options =
                spec.options().stream().filter(option -> !option.hidden()).toList();
        if (!options.isEmpty()) {
            page.append(".SH OPTIONS\n");
        }
        for (OptionSpec option : options) {
            StringBuilder head = new StringBuilder();
            for (String name : option.names()) {
                head.append(head.isEmpty() ? "" : ", ")
                        .append("\\fB")
                        .append(text(name))
                        .append("\\fR");
            }
            if (option.arity().max() > 0) {
                head.append("=\\fI").append(text(option.paramLabel())).append("\\fR");
            }
            item(head.toString(), option.description(), option.defaultValueString(), page);
        }
    }

    private static void item(String head, String[] description, String defaultValue, StringBuilder page) {
        String said = String.join(" ", description).replace("${DEFAULT-VALUE}", defaultValue);
        page.append(".TP\n").append(head).append('\n').append(text(said)).append('\n');
    }

    private static void commands(String name, CommandLine command, StringBuilder page) {
        StringBuilder items = new StringBuilder();
        command.getSubcommands().forEach((child, below) -> {
            CommandSpec spec = below.getCommandSpec();
            if (!spec.usageMessage().hidden()) {
                String head = "\\fB" + text((name + "-" + child).replace(' ', '-')) + "\\fR(1)";
                item(head, spec.usageMessage().description(), "", items);
            }
        });
        if (!items.isEmpty()) {
            page.append(".SH COMMANDS\n").append(items);
        }
    }

    private static void exitStatus(StringBuilder page) {
        page.append(".SH EXIT STATUS\n");
        Map.of(
                        0, "Done.",
                        1, "Failed.",
                        2, "Wrong usage.",
                        3, "No node is running.",
                        4, "The other side does not answer.",
                        5, "A privilege is missing.",
                        6, "A certificate, key or invitation was refused.")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(status -> item("\\fB" + status.getKey() + "\\fR", new String[] {status.getValue()}, "", page));
    }

    /** What a command says at the end of its help: first explanations, then examples. */
    private static void footer(CommandSpec spec, boolean examples, StringBuilder page) {
        boolean inExamples = false;
        for (String line : spec.usageMessage().footer()) {
            boolean heading = line.startsWith(EXAMPLE);
            if (heading) {
                inExamples = true;
                page.append(examples ? ".SH EXAMPLES\n" : "");
            } else if (inExamples && examples) {
                page.append(".nf\n").append(text(line)).append("\n.fi\n");
            } else if (!inExamples && !examples) {
                paragraph(line, page);
            }
        }
    }

    /** One line of the explanations; an empty one begins a new paragraph. */
    private static void paragraph(String line, StringBuilder page) {
        boolean begun = page.toString().endsWith(".PP\n");
        if (!line.isBlank()) {
            page.append(text(line)).append('\n');
        } else if (!begun) {
            page.append(".PP\n");
        }
    }

    private static void seeAlso(String name, CommandLine command, StringBuilder page) {
        CommandLine parent = command.getParent();
        if (parent != null) {
            String above = name.substring(0, name.lastIndexOf(' ')).replace(' ', '-');
            page.append(".SH SEE ALSO\n\\fB").append(text(above)).append("\\fR(1)\n");
        }
    }

    /** Text that roff prints as it is. */
    private static String text(String plain) {
        String escaped = plain.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
        StringBuilder ascii = new StringBuilder();
        escaped.codePoints().forEach(point -> {
            if (point < 0x80) {
                ascii.appendCodePoint(point);
            } else {
                ascii.append("\\[u")
                        .append(String.format(Locale.ROOT, "%04X", point))
                        .append(']');
            }
        });
        String safe = ascii.toString().stripTrailing();
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
