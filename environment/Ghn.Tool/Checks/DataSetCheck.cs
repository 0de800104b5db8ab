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
                        "Give its folder with --data-folder or GHN_DATA; only notebooks that use this set need it."
                    )
            );
}
