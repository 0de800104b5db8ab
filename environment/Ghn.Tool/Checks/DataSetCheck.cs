namespace Ghn.Tool.Checks;

// Which data sets are found. None of them is required: the generated set is always there.
internal static class DataSetCheck
{
    public static IEnumerable<CheckRow> Rows(string? folder) =>
        DataSource
            .Find(folder)
            .Select(d =>
                d.Found
                    ? CheckRow.Ok(d.Name, d.Path ?? d.Reason)
                    : CheckRow.Warning(
                        d.Name,
                        d.Reason,
                        "Name the folder that holds it by --data-folder or GHN_DATA; notebooks that ask for another set do not need it."
                    )
            );
}
