-- What a person does in Neovim: opens a file, reads what is said of it, takes one step, and looks again.
local codes_of = function()
  local codes = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    codes[#codes + 1] = each.code
  end
  table.sort(codes)
  return codes
end
local wait_for = function(what, holds)
  if not vim.wait(60000, holds, 50) then
    io.stderr:write('waited in vain for ' .. what .. '\n')
    vim.cmd('cquit 1')
  end
end

vim.lsp.start({
  name = 'harden',
  cmd = { vim.env.NODE, vim.env.HARDEN, 'lsp' },
  root_dir = vim.fn.getcwd(),
})
wait_for('diagnostics', function() return #vim.diagnostic.get(0) > 0 end)
local before = codes_of()

vim.api.nvim_win_set_cursor(0, { 2, 0 })
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action) return vim.startswith(action.title, vim.env.STEP) end,
})
local at_first = vim.api.nvim_buf_get_changedtick(0)
wait_for('the step', function() return vim.api.nvim_buf_get_changedtick(0) ~= at_first end)
wait_for('diagnostics of the new text', function() return not vim.deep_equal(codes_of(), before) end)

print(vim.json.encode({
  before = before,
  after = codes_of(),
  text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'),
}))
vim.cmd('quitall!')
