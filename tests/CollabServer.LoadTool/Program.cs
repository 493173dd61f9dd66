using CollabServer.LoadTool;

// Receive callbacks run on the thread that waits for the sockets instead of hopping to the pool. Read once, when the first socket is made.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
return await LoadCommand.Create().Parse(args).InvokeAsync();
