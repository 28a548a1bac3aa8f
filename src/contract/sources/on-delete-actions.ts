/** @see CSDL, "On-Delete Action" */
export const onDeleteActions = ['Cascade', 'None', 'SetNull', 'SetDefault'] as const
