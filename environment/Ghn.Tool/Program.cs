using System.CommandLine;
using Ghn.Tool.Commands;

var root = new RootCommand("Graph HyperNetworks in C#: the tool around the notebooks.") { CheckCommand.Create() };
return root.Parse(args).Invoke();
